// Mocha's own spec report for people, and the figures in a file for `npm test`.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { output } = options.reporterOption ?? options.reporterOptions ?? {};
    runner.once('end', () => {
      if (output)
        writeFileSync(output, JSON.stringify({ passes: this.stats.passes, failures: this.stats.failures }));
    });
  }
};
