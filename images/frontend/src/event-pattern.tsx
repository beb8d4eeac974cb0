import { memo } from "react";

interface EventPatternProps {
  id: string;
}

const columns = 12;
const rows = 6;

/** In a square of 10 by 10; turning it gives four of each. */
const shapes = [
  "M0 0h10a10 10 0 0 1-10 10z",
  "M0 0h10L0 10z",
  "M0 0a5 5 0 0 0 10 0z",
  "M0 0h10v5H0z",
  "M5 0a5 5 0 0 1 0 10a5 5 0 0 1 0-10z",
] as const;

/** A picture of an event: always the same for one id, and hardly ever for two. */
export const EventPattern = memo(function EventPattern({ id }: EventPatternProps) {
  const random = randomFrom(id);
  const pick = (count: number) => Math.floor(random() * count);
  // Two shapes in four tones: enough to tell events apart, and few enough to look like one hand's work.
  const first = pick(shapes.length);
  const second = (first + 1 + pick(shapes.length - 1)) % shapes.length;
  const tiles = Array.from({ length: columns * rows }, (_, index) => ({
    x: (index % columns) * 10,
    y: Math.floor(index / columns) * 10,
    shape: shapes[random() < 0.7 ? first : second],
    turn: pick(4) * 90,
    ground: `tone-${pick(3)}`,
    tone: `tone-${3 + pick(2)}`,
  }));
  return (
    <svg
      className="pattern"
      viewBox={`0 0 ${columns * 10} ${rows * 10}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      {tiles.map(({ x, y, shape, turn, ground, tone }) => (
        <g key={`${x} ${y}`} transform={`translate(${x} ${y})`}>
          <path className={ground} d="M0 0h10.1v10.1H0z" />
          <path className={tone} d={shape} transform={`rotate(${turn} 5 5)`} />
        </g>
      ))}
    </svg>
  );
});

/** Numbers from 0 to 1 that follow from a text: FNV-1a (https://www.rfc-editor.org/rfc/rfc9923) seeds mulberry32. */
function randomFrom(text: string): () => number {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    state = Math.imul(state ^ byte, 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
