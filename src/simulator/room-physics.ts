/** The three heat stores of a room, °C. */
export interface RoomHeat {
  air: number;
  wall: number;
  radiator: number;
}

/** What acts on a room during one step. */
export interface RoomInfluence {
  /** How far the valve is open, 0–1. */
  readonly opening: number;
  /** °C */
  readonly outside: number;
  /** W */
  readonly sun: number;
  readonly windowOpen: boolean;
}

/** How a room is built and heated. */
export interface Construction {
  /** Heat stores, J/K. */
  readonly capacity: Readonly<Record<keyof RoomHeat, number>>;
  /** Heat flows, W/K. */
  readonly flow: {
    readonly supply: number;
    readonly radiatorToAir: number;
    readonly airToWall: number;
    readonly wallToOutside: number;
    readonly draught: number;
    readonly openWindow: number;
  };
  /** Water from the boiler, °C. @param outside °C */
  readonly supply: (outside: number) => number;
}

/**
 * A 15 m² room: air with furniture and the skin of the walls, the walls, a panel radiator. Together it loses about
 * 20 W/K, so an average winter day needs 15 K over the room.
 */
export const USUAL_ROOM: Construction = {
  capacity: { air: 4.5e5, wall: 4e6, radiator: 3.5e4 },
  flow: { supply: 150, radiatorToAir: 25, airToWall: 60, wallToOutside: 18, draught: 6, openWindow: 120 },
  supply: () => 58,
};

/** Heated by its floor: 7 cm of screed that need hours to warm up and hours to cool down. */
export const SLAB: Construction = {
  ...USUAL_ROOM,
  capacity: { ...USUAL_ROOM.capacity, radiator: 2.2e6 },
  flow: { ...USUAL_ROOM.flow, supply: 120, radiatorToAir: 110 },
  supply: () => 36,
};

/** Light walls under a roof: warm and cold within hours. */
export const ATTIC: Construction = {
  ...USUAL_ROOM,
  capacity: { ...USUAL_ROOM.capacity, air: 3e5, wall: 1e6 },
  flow: { ...USUAL_ROOM.flow, wallToOutside: 22, draught: 9 },
};

/** The boiler's water follows the weather: the colder it is outside, the warmer the radiator. */
export const OUTDOOR_RESET: Construction = { ...USUAL_ROOM, supply: (outside) => 48 - 1.3 * outside };

/** Moves a room on by `seconds` (at most 60, or the explicit step swings). */
export const stepHeat = (
  heat: RoomHeat,
  { capacity, flow, supply }: Construction,
  influence: RoomInfluence,
  seconds: number,
): void => {
  const { air, wall, radiator } = heat;
  const { outside, opening, sun } = influence;
  const airing = flow.draught + (influence.windowOpen ? flow.openWindow : 0);
  const fromSupply = flow.supply * opening * (supply(outside) - radiator);
  const toAir = flow.radiatorToAir * (radiator - air);
  const toWall = flow.airToWall * (air - wall);
  heat.radiator += ((fromSupply - toAir) * seconds) / capacity.radiator;
  heat.air += ((toAir + sun + airing * (outside - air) - toWall) * seconds) / capacity.air;
  heat.wall += ((toWall + flow.wallToOutside * (outside - wall)) * seconds) / capacity.wall;
};
