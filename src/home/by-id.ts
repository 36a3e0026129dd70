interface Identified {
  readonly id: string;
}

/** By list; a list of the cloud's is never changed, only replaced, and takes its index along when it goes. */
const indexes = new WeakMap<readonly Identified[], ReadonlyMap<string, Identified>>();

/** The first of a list with this id, as fast in a list of a thousand as in one of ten. The list must never change. */
export function findById<T extends Identified>(list: readonly T[], id: string): T | undefined {
  let index = indexes.get(list) as ReadonlyMap<string, T> | undefined;
  if (!index) {
    // From behind, so that the first of two counts.
    index = new Map(list.toReversed().map((each) => [each.id, each]));
    indexes.set(list, index);
  }
  return index.get(id);
}
