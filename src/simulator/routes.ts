import {
  getHomeCoaches,
  getHomes,
  getStations,
  getStatus,
  postTrueTemperature,
  refusal,
  type ApiState,
} from './api';
import { csrf, handOut, interstitial, login, postlogin, type AuthState } from './auth';
import { API_HOST, APP_HOST, AUTH_HOST, HOME_HOST, MY_HOST, type Exchange, type Route } from './exchange';
import { apiError, html, type Reply } from './reply';

type Pages = Readonly<Record<string, Route>>;

/** Reads are asked for with GET, or with POST and a form. */
const API_PAGES: Pages = {
  'GET /api/homesdata': 'homesdata',
  'POST /api/homesdata': 'homesdata',
  'GET /api/homestatus': 'homestatus',
  'POST /api/homestatus': 'homestatus',
  'GET /api/getstationsdata': 'getstationsdata',
  'POST /api/getstationsdata': 'getstationsdata',
  'GET /api/gethomecoachsdata': 'gethomecoachsdata',
  'POST /api/gethomecoachsdata': 'gethomecoachsdata',
  'POST /api/truetemperature': 'truetemperature',
};

/** Method and path of every page, per host. */
const PAGES: Readonly<Record<string, Pages>> = {
  [AUTH_HOST]: {
    'GET /access/login': 'login',
    'GET /access/csrf': 'csrf',
    'POST /access/postlogin': 'postlogin',
    'GET /access/keychain': 'keychain',
    'GET /access/checklogin': 'checklogin',
  },
  [API_HOST]: API_PAGES,
  [APP_HOST]: API_PAGES,
  [MY_HOST]: { 'GET /': 'homepage' },
  [HOME_HOST]: { 'GET /control/dashboard': 'homepage' },
};

/** Which page a request is for. The pages of auth may have a language before them, as /en-us/access/login. */
export const routeOf = (host: string, method: string, path: string): Route => {
  const plain = host === AUTH_HOST ? path.replace(/^\/[a-z]{2}-[a-z]{2}(?=\/)/, '') : path;
  return PAGES[host]?.[`${method} ${plain}`] ?? 'other';
};

/** Does what a request asks for. */
export const respond = (exchange: Exchange, state: AuthState & ApiState): Reply => {
  switch (exchange.route) {
    case 'login':
      return login(exchange, state);
    case 'csrf':
      return csrf(exchange, state);
    case 'postlogin':
      return postlogin(exchange, state);
    case 'keychain':
    case 'checklogin':
      return handOut(exchange, state);
    case 'homesdata':
      return refusal(exchange, state) ?? getHomes(exchange, state);
    case 'homestatus':
      return refusal(exchange, state) ?? getStatus(exchange, state);
    case 'getstationsdata':
      return refusal(exchange, state) ?? getStations(exchange, state);
    case 'gethomecoachsdata':
      return refusal(exchange, state) ?? getHomeCoaches(exchange, state);
    case 'truetemperature':
      return refusal(exchange, state) ?? postTrueTemperature(exchange, state);
    case 'homepage':
      return html(200, 'My Netatmo');
    case 'other':
      return unknown(exchange);
  }
};

const unknown = (exchange: Exchange): Reply => {
  const { host } = exchange;
  if (PAGES[host] === API_PAGES) return apiError(404, 404, 'Not Found');
  if (host === AUTH_HOST) return interstitial(exchange);
  return PAGES[host] ? html(404, 'Not Found') : html(421, 'Misdirected Request');
};
