const CHECKS = ['P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'N01', 'N02', 'D01', 'D02', 'D03'];
/** "Dependencies are at their latest version": undici 8 does not run on Node 20, which we support. */
export const HELD_BACK = { check: 'D03', packages: ['undici'] };

/**
 * What is wrong with a scorecard of the flow library.
 * @returns a line for each check that is missing or not green without being excused
 */
export function wrongIn(scorecard) {
  return CHECKS.filter((check) => !isFine(check, scorecard[check])).map(
    (check) => `${check} ${JSON.stringify(scorecard[check] ?? 'is missing')}`,
  );
}

function isFine(check, result) {
  if (result?.test === true) return true;
  if (check !== HELD_BACK.check || !result?.packages?.length) return false;
  return result.packages.every((name) => HELD_BACK.packages.includes(name));
}
