/** What the page says to the service worker in control before the next one takes over: end what you are at. */
export const MAKE_WAY = 'MAKE_WAY';
