/** News as server-sent events. Nothing piles up for a slow reader: an unread "changed" says it all. */
import type { News } from './news';

const PING_MS = 25_000;
/** Messages that wait for a slow reader at most. */
const HOLDS = 4;

/** A stream for one user, which ends at `until` or when the server closes. */
export function newsStream(
  news: News,
  userId: string,
  until: Date,
  now = new Date(),
): ReadableStream<Uint8Array> {
  const utf8 = new TextEncoder();
  let stop = (): void => undefined;
  return new ReadableStream(
    {
      start(controller) {
        const unread = () => HOLDS - (controller.desiredSize ?? 0);
        const send = (text: string) => {
          if (unread() < HOLDS) controller.enqueue(utf8.encode(text));
        };
        const ping = setInterval(() => {
          if (unread() === 0) send(': ping\n\n');
        }, PING_MS);
        const end = setTimeout(
          () => {
            stop();
            controller.close();
          },
          Math.min(until.getTime() - now.getTime(), 2 ** 31 - 1),
        );
        const leave = news.listen({
          userId,
          changed: () => {
            send('event: changed\ndata: {}\n\n');
          },
          closed: () => {
            stop();
            controller.close();
          },
        });
        stop = () => {
          clearInterval(ping);
          clearTimeout(end);
          leave();
        };
        send(': welcome\n\n');
      },
      cancel() {
        stop();
      },
    },
    { highWaterMark: HOLDS },
  );
}
