import { chartsAhead } from '$lib/app/ahead';
import type { LayoutLoad } from './$types';

/** Made in one go when the chart is there at once; when it is late, the page says meanwhile that it is being opened. */
export const load: LayoutLoad = ({ params }) => chartsAhead.settled(params.id ?? '');
