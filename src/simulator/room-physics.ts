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

/** Water from the boiler, °C. */
const SUPPLY = 58;
/** Heat stores of a 15 m² room, J/K: air with furniture and the skin of the walls, the walls, a panel radiator. */
const CAPACITY = { air: 4.5e5, wall: 4e6, radiator: 3.5e4 };
/** Heat flows, W/K; together they lose about 20 W/K, so an average winter day needs 15 K over the room. */
const FLOW = {
  supply: 150,
  radiatorToAir: 25,
  airToWall: 60,
  wallToOutside: 18,
  draught: 6,
  openWindow: 120,
};

/** Moves a room on by `seconds` (at most 60, or the explicit step swings). */
export const stepHeat = (heat: RoomHeat, influence: RoomInfluence, seconds: number): void => {
  const { air, wall, radiator } = heat;
  const { outside, opening, sun } = influence;
  const airing = FLOW.draught + (influence.windowOpen ? FLOW.openWindow : 0);
  const fromSupply = FLOW.supply * opening * (SUPPLY - radiator);
  const toAir = FLOW.radiatorToAir * (radiator - air);
  const toWall = FLOW.airToWall * (air - wall);
  heat.radiator += ((fromSupply - toAir) * seconds) / CAPACITY.radiator;
  heat.air += ((toAir + sun + airing * (outside - air) - toWall) * seconds) / CAPACITY.air;
  heat.wall += ((toWall + FLOW.wallToOutside * (outside - wall)) * seconds) / CAPACITY.wall;
};
