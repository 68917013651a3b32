/** A fault that nobody caught ends the server, as Node would; but Node prints its message, which may quote a record. */
import { reportOf } from './error-report';

export function reportUncaught(): void {
  process.on('uncaughtException', (error) => {
    console.error('The server ends over a fault of its own:', reportOf(error));
    process.exit(1);
  });
}
