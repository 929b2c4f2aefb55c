import Mocha from 'mocha';

/** One character a test, the failures in full, what was skipped, and a closing line that a script can read. */
export default class Reporter extends Mocha.reporters.Dot {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const skipped: string[] = [];
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.once('end', () => {
      for (const title of skipped) console.log(`skipped: ${title}`);
      const { passes, failures, pending } = runner.stats!;
      console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
    });
  }
}
