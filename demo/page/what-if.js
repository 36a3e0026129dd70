// The demo's own hook (demo/home.cjs): it breaks the simulated home, never a real one.
const { whatIf } = global.get('demoHome');
const { topic } = msg;
if (topic) whatIf.press(topic);
return [
  { payload: whatIf.state },
  // A contact sensor at the window says so too.
  topic === 'window' ? { topic: 'Living room', window: whatIf.state.window } : null,
];
