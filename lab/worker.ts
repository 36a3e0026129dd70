// A process of the crew: lives through one run after the other.
import type { Job } from './crew';
import { run } from './run';
import { scenarioOf } from './scenarios';

process.on('message', ({ scenario, ...job }: Job) => {
  void run({ ...job, scenario: scenarioOf(scenario) }).then((figures) => process.send?.(figures));
});
