/** Differences under this many °C are noise of floating-point arithmetic: 20.6 − 20.5 is 0.1. */
export const FLOAT_NOISE = 1e-6;

/** Below this many °C a sum of corrections is nothing, since they are counted to 0.01. */
export const NOTHING = 0.005;

/** Rounded to 0.01 °C, free of -0. */
export const toHundredths = (celsius: number): number => Math.round(celsius * 100) / 100 + 0;
