// Mocha's own spec report for people, and the figures in a file for `npm test`. Mocha keeps quiet about a test that failed and
// then passed at its second try; here each is named.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { output } = options.reporterOption ?? options.reporterOptions ?? {};
    const late = [];
    runner.on('retry', (test, error) =>
      late.push(`Failed at its first try: ${test.fullTitle()}\n${error.stack}`),
    );
    runner.once('end', () => {
      for (const each of late) console.log(each);
      if (output)
        writeFileSync(output, JSON.stringify({ passes: this.stats.passes, failures: this.stats.failures }));
    });
  }
};
