// The demo's home has lived a day already (demo/home.cjs); the page gets what the flow would have told it.
for (const each of global.get('demoHome').dayBefore) node.send({ ...each });
