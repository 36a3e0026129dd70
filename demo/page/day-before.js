// The demo's home has lived a day already (demo/home.cjs); the page gets what the flow would have told it.
const home = global.get('demoHome');
home.begin();
for (const each of home.dayBefore) node.send({ ...each });
