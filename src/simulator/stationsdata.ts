import type { House } from './house';
import { weatherId } from './homesdata';
import type { Room } from './room';
import { epoch } from './time';

/** `body` of getstationsdata: one station with its indoor modules per house that has one. */
export const stationsdata = (houses: readonly House[], email: string): object => ({
  devices: houses.flatMap(station),
  user: { mail: email, administrative: { lang: 'en-GB', reg_locale: 'en-GB', country: 'FR', unit: 0 } },
});

/** `body` of gethomecoachsdata: devices as those of stations, but with the name in `name` (openhab/openhab-addons#2566). */
export const homecoachsdata = (houses: readonly House[], email: string): object => ({
  devices: houses.flatMap((house) =>
    house.rooms
      .filter(({ weatherType }) => weatherType === 'NHC')
      .map((room) => {
        const { module_name: name, ...rest } = device(house, room);
        return { ...rest, name };
      }),
  ),
  user: { mail: email },
});

const station = (house: House): object[] => {
  const main = house.rooms.find(({ weatherType }) => weatherType === 'NAMain');
  if (!main) return [];
  const others = house.rooms.filter(({ weatherType }) => weatherType === 'NAModule4');
  return [
    {
      ...device(house, main),
      station_name: `${house.name ?? 'Home'} (${main.name})`,
      home_id: house.id,
      home_name: house.name,
      wifi_status: 40,
      place: { altitude: 100, city: 'Somewhere', country: 'FR', location: [1.123456, 10.654321] },
      modules: others.map((room) => ({ ...device(house, room), battery_percent: 71, rf_status: 60 })),
    },
  ];
};

const device = (house: House, room: Room) => {
  const { temperature, humidity, co2, measuredAt } = room.weather;
  return {
    _id: weatherId(house, room),
    type: room.weatherType,
    module_name: `${room.name} weather`,
    reachable: !room.weatherSilent,
    data_type: ['Temperature', 'CO2', 'Humidity'],
    dashboard_data: { time_utc: epoch(measuredAt), Temperature: temperature, CO2: co2, Humidity: humidity },
  };
};
