/** Run by SvelteKit before anything is shown. */
import { beginDevice } from '$lib/app/device-client';

beginDevice();
