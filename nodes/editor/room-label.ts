/** Between a home and its room. */
export const SEPARATOR = ' › ';

/** "Home › Living room" */
export const labelOfRoom = (home: string, room: string): string => home + SEPARATOR + room;

/** A longer label makes a node on the canvas a ribbon. */
const LONGEST = 30;

/** What a set truetemp node holds of its room. */
interface RoomOfNode {
  readonly id: string;
  readonly room?: string;
  readonly roomType?: string;
  /** "Home › Room" of the room that was picked from the list. */
  readonly roomLabel?: string;
}

/**
 * The room of a set truetemp node as its label on the canvas, '' when it has none: the room alone; its home too where
 * another node has a room of the same name in another home.
 * @param others all nodes of the kind
 */
export function roomOnCanvas(node: RoomOfNode, others: readonly RoomOfNode[]): string {
  if (node.roomType === 'str') return shortened(node.room ?? '');
  const label = node.roomLabel ?? '';
  const room = roomIn(label);
  const isElsewhere = ({ roomLabel = '' }: RoomOfNode): boolean =>
    roomLabel !== label && roomIn(roomLabel) === room;
  return shortened(others.some(isElsewhere) ? label : room);
}

const roomIn = (label: string): string => label.split(SEPARATOR).slice(1).join(SEPARATOR) || label;

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
