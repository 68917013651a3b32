/** One prerendered shell that the service worker serves for every address; everything else happens on the device. */
export const ssr = false;
export const prerender = false;
