import { beforeEach, expect, it } from 'vitest';
import { FloorClock } from './floor-clock';

let wall: number;
let tick: number;
let seen: (string | undefined)[];

beforeEach(() => {
  [wall, tick, seen] = [1_000, 0, []];
});

const clock = (offset = 0) =>
  new FloorClock({ now: () => wall, offset: () => offset, monotonic: () => tick, seen: () => seen });

it('is the tablet’s clock, put right by what the server said', () => {
  const floor = clock(500);
  expect(floor.now()).toBe(1_500);
  wall = 3_000;
  expect(floor.now()).toBe(3_500);
});

it('does not go back when the tablet’s clock does, and goes on all the same', () => {
  const floor = clock();
  wall = 200;
  tick = 50;
  expect(floor.now()).toBe(1_050);
  wall = 300;
  expect(floor.now()).toBe(1_150);
});

it('is not behind what is known to have passed', () => {
  seen = [undefined, 'not a time', new Date(2_000).toISOString()];
  expect(clock().now()).toBe(2_000);
});

it('goes on from where an earlier program was, with what passed in between', () => {
  const { mark } = clock(500);
  wall = 4_000;
  const later = clock(500);
  later.resume(mark);
  expect(later.now()).toBe(4_500);
});

it('goes on from there also when the clock was turned back in between', () => {
  wall = 100_000;
  const { mark } = clock();
  wall = 1_000;
  const later = clock();
  later.resume(mark);
  expect(later.now()).toBe(100_000);
  wall = 3_000;
  expect(later.now()).toBe(102_000);
});

it('is set right by the server after the tablet’s clock had run ahead', () => {
  const floor = clock();
  wall = 900_000;
  expect(floor.now()).toBe(900_000);
  floor.reached(2_000);
  expect(floor.now()).toBe(2_000);
  wall = 2_000;
  tick = 10;
  expect(floor.now()).toBe(2_010);
});
