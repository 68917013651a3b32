import { once } from 'node:events';
import { createServer } from 'node:net';
import { stop } from './environment.mjs';

/** Stops the script with one line when nobody can listen there, before it spends time on anything else. */
export async function ensurePortIsFree(host, port) {
  const probe = createServer();
  probe.listen(port, host);
  try {
    await once(probe, 'listening');
  } catch (error) {
    const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : `can’t be used (${error.code})`;
    stop(`Port ${port} on ${host} ${why}; set PORT to another one.`);
  }
  probe.close();
  await once(probe, 'close');
}
