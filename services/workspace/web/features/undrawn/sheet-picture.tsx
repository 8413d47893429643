import type { Sheet, SheetShape } from './sheets.ts';

/** A sheet in outlines: boxes, rounds and diamonds with their names, and the lines between them. */
export function SheetPicture({
  sheet: { shapes, lines, box },
  title,
}: {
  readonly sheet: Sheet;
  readonly title: string;
}) {
  const { x, y, width, height } = box;
  const isFrame = ({ kind }: SheetShape) => /::(participant|lane)$/.test(kind);
  const ordered = [...shapes.filter(isFrame), ...shapes.filter((shape) => !isFrame(shape))];
  return (
    <svg className="sheet-picture" role="img" aria-label={title} width={width} viewBox={`${x} ${y} ${width} ${height}`}>
      {ordered.map((shape) => (
        <g key={shape.id}>
          <Outline shape={shape} />
          {shape.name !== '' && <Name shape={shape} isFrame={isFrame(shape)} />}
        </g>
      ))}
      {lines.map(({ id, points }) => (
        <polyline key={id} points={points.map((point) => `${point.x},${point.y}`).join(' ')} />
      ))}
    </svg>
  );
}

function Outline({ shape: { kind, bounds } }: { readonly shape: SheetShape }) {
  const { x, y, width, height } = bounds;
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  if (kind.endsWith('_event')) return <circle cx={middleX} cy={middleY} r={width / 2} />;
  if (kind.endsWith('_gateway')) {
    const corners = `${middleX},${y} ${x + width},${middleY} ${middleX},${y + height} ${x},${middleY}`;
    return <polygon points={corners} />;
  }
  return <rect x={x} y={y} width={width} height={height} rx={/task|process|activity/.test(kind) ? 10 : 0} />;
}

/** Characters that fit into a box of a task, and lines of them. */
const [FITTING, LINES] = [15, 4];

function Name({ shape: { name, bounds }, isFrame }: { readonly shape: SheetShape; readonly isFrame: boolean }) {
  const { x, y, width, height } = bounds;
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  if (isFrame) {
    const at = { x: x + 15, y: middleY };
    return (
      <text {...at} transform={`rotate(-90 ${at.x} ${at.y})`} dominantBaseline="central">
        {shortened(name, Math.floor(height / 7))}
      </text>
    );
  }
  const isInside = width >= 80;
  const rows = rowsOf(name);
  const top = isInside ? middleY - (rows.length - 1) * 7 : y + height + 12;
  return (
    <text x={middleX} y={top} dominantBaseline="central">
      {rows.map((row, at) => (
        <tspan key={at} x={middleX} dy={at === 0 ? 0 : 14}>
          {row}
        </tspan>
      ))}
    </text>
  );
}

function rowsOf(name: string): readonly string[] {
  const rows: string[] = [];
  for (const word of name.split(/\s+/)) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + word.length < FITTING) rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(shortened(word, FITTING));
  }
  return rows.length > LINES ? [...rows.slice(0, LINES - 1), '…'] : rows;
}

const shortened = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
