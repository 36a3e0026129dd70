import { addStyle } from './style';

export { prepareAccount } from './account-dialog';
export { prepareGetRooms } from './get-rooms-dialog';
export { checkLimit } from './limits';
export { roomOnCanvas } from './room-label';
export { markChanged } from './red';
export { prepareSetTruetemp } from './set-truetemp-dialog';
export { checkQuietHours, checkSetting, checkTemperature } from './validators';

addStyle();
