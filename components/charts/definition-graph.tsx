'use client';

import { Download, Maximize, Minus, Plus } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { GraphBox } from '@/components/charts/graph-box';
import { saveSvg } from '@/components/charts/save-svg';
import { useDragAndWheel } from '@/components/charts/use-drag-and-wheel';
import { useScrollToSelected } from '@/components/charts/use-scroll-to-selected';
import { Button } from '@/components/ui/button';
import {
  type DefinitionDrawing,
  type Direction,
  type DrawnBox,
  type DrawnLine,
  type GraphNode,
  neighbourOf,
} from '@/lib/view/definition-graph';

type DefinitionGraphProps = {
  /** What it shows, for those who do not see it: `Definition of order-fulfilment, coloured by failure rate`. */
  readonly label: string;
  readonly drawing: DefinitionDrawing;
  /** Name of the selected state. */
  readonly selected: string | null;
  /** Null where states cannot be selected. */
  readonly onSelect: ((state: string) => void) | null;
  /** Name of the file for “Download”, without its ending. */
  readonly fileName: string;
  /** What the colours mean; stands left of the buttons. */
  readonly legend?: ReactNode;
  /** Height of the box it scrolls in. */
  readonly className?: string;
};

/** The scale is the width of the drawing on the screen ÷ its own; null until somebody zooms: as wide as there is room. */
type Scale = number | null;

const LEAST_SCALE = 0.1;
const MOST_SCALE = 2.5;
const STEP = 1.25;
/** Narrower than this part of its own width nobody can read it: then it scrolls instead. */
const READABLE = 0.6;

const KEYS: ReadonlyMap<string, Direction> = new Map([
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
]);

/**
 * A definition as a drawing: boxes for states, lines for the ways between them. It holds no data of its own. To use it, fetch
 * `machineGraphQuery` or `executionGraphQuery` (lib/client/queries/graph-query.ts), make a map from state names to
 * `GraphNodeLook`s (figure, words, paint: a heat bin, a status or plain), and pass
 * `prepareDefinitionGraph(answer.layout, looks, null)` (lib/view/definition-graph.ts) as `drawing`, memoized. Put it in a
 * `Panel`; it brings its own buttons.
 *
 * One tab stop: arrows move between states, Enter or Space selects, + − 0 zoom. Wheel scrolls, ctrl/⌘ + wheel zooms, dragging
 * pans. Five elements a state, so that 200 states stay under the page's budget of 1,500.
 */
export function DefinitionGraph(props: DefinitionGraphProps): ReactNode {
  const {
    label,
    drawing,
    selected,
    onSelect,
    fileName,
    legend,
    className = 'h-[max(24rem,calc(100dvh-22rem))]',
  } = props;
  const { width, height, boxes, lines } = drawing;
  const [scale, setScale] = useState<Scale>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const elements = useRef(new Map<string, SVGGElement>());
  const arrow = useId();
  const zoom = (factor: number, at?: { readonly x: number; readonly y: number }): void => {
    if (svg.current === null || scroller.current === null) return;
    const before = svg.current.getBoundingClientRect().width / width;
    const after = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, before * factor));
    setScale(after);
    keepInPlace(scroller.current, after / before, at);
  };
  const fit = (): void => {
    if (scroller.current === null) return;
    const { clientWidth, clientHeight } = scroller.current;
    setScale(Math.min(1, clientWidth / width, clientHeight / height));
  };
  useDragAndWheel(scroller, (factor, at) => zoom(factor, at));
  useScrollToSelected(scroller, elements, selected);
  const tabStop = focused ?? selected ?? boxes[0]?.node.state ?? null;
  const boxProps = ({ node: { state } }: DrawnBox) => ({
    isSelected: state === selected,
    isTabStop: state === tabStop,
    elements,
    onFocus: setFocused,
    onSelect,
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || tabStop === null) return;
    const direction = KEYS.get(event.key);
    const next = direction === undefined ? null : neighbourOf(boxes, tabStop, direction);
    if (next !== null) elements.current.get(next)?.focus();
    else if (event.key === '+' || event.key === '=') zoom(STEP);
    else if (event.key === '-') zoom(1 / STEP);
    else if (event.key === '0') fit();
    else if (event.key === 'Enter' || event.key === ' ') {
      const box = boxes.find(({ node }) => node.state === tabStop);
      if (box?.look.isSelectable) onSelect?.(tabStop);
    } else if (direction === undefined) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="min-w-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-3 py-1.5">
        <div className="min-w-0 grow basis-60">{legend}</div>
        <div className="flex gap-1.5">
          <Button isIcon aria-label="Fit" title="Fit (0)" onClick={fit}>
            <Maximize aria-hidden="true" className="size-4" />
          </Button>
          <Button isIcon aria-label="Zoom in" title="Zoom in (+)" onClick={() => zoom(STEP)}>
            <Plus aria-hidden="true" className="size-4" />
          </Button>
          <Button isIcon aria-label="Zoom out" title="Zoom out (−)" onClick={() => zoom(1 / STEP)}>
            <Minus aria-hidden="true" className="size-4" />
          </Button>
          <Button
            isIcon
            aria-label="Download SVG"
            title="Download SVG"
            onClick={() => svg.current && saveSvg(svg.current, `${fileName}.svg`, { width, height })}
          >
            <Download aria-hidden="true" className="size-4" />
          </Button>
        </div>
      </div>
      <div
        ref={scroller}
        className={`relative cursor-grab overflow-auto bg-canvas active:cursor-grabbing ${className}`}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: an SVG cannot be a fieldset */}
        <svg
          ref={svg}
          role="group"
          aria-label={label}
          viewBox={`0 0 ${width} ${height}`}
          className="mx-auto block font-sans"
          style={
            scale === null
              ? {
                  width,
                  maxWidth: '100%',
                  minWidth: width * READABLE,
                  height: 'auto',
                  aspectRatio: `${width} / ${height}`,
                }
              : { width: width * scale, height: height * scale }
          }
          onKeyDown={onKeyDown}
        >
          <defs>
            <marker
              id={arrow}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              markerUnits="userSpaceOnUse"
              orient="auto"
            >
              <path d="M0 0.5 8 4 0 7.5z" style={{ fill: 'context-stroke' }} />
            </marker>
          </defs>
          {drawing.around.map(({ node, box }) =>
            box === null ? (
              <rect key={node.id} {...placeOf(node)} rx="6" className="fill-surface stroke-line" />
            ) : (
              <GraphBox key={node.id} box={box} {...boxProps(box)} />
            ),
          )}
          {lines.map((line) => (
            <Line key={line.id} line={line} arrow={arrow} />
          ))}
          {drawing.marks.map((mark) => (
            <EndMark key={mark.id} mark={mark} />
          ))}
          {boxes.map((box) =>
            box.node.kind === 'container' ? null : <GraphBox key={box.node.id} box={box} {...boxProps(box)} />,
          )}
        </svg>
      </div>
    </div>
  );
}

function placeOf({ x, y, width, height }: GraphNode) {
  return { x, y, width, height };
}

function Line({ line, arrow }: { readonly line: DrawnLine; readonly arrow: string }): ReactNode {
  const { path, kind, isTaken, isFaint, title } = line;
  const colour = kind === 'catch' ? 'stroke-caught-solid' : isTaken ? 'stroke-text' : 'stroke-control';
  const dash = kind === 'catch' ? '[stroke-dasharray:4_3]' : '';
  return (
    <path
      d={path}
      markerEnd={`url(#${arrow})`}
      strokeWidth={isTaken ? 1.75 : 1.25}
      className={`fill-none ${colour} ${dash} ${isFaint ? 'opacity-35' : ''}`}
    >
      {title === '' ? null : <title>{title}</title>}
    </path>
  );
}

/** A filled circle where it begins, a ring where it ends. */
function EndMark({ mark }: { readonly mark: GraphNode }): ReactNode {
  const radius = mark.width / 2 - 3;
  return (
    <circle
      cx={mark.x + mark.width / 2}
      cy={mark.y + mark.height / 2}
      r={radius}
      strokeWidth={2.5}
      className={mark.kind === 'start' ? 'fill-text stroke-text' : 'fill-canvas stroke-text'}
    />
  );
}

/** What stood in the middle, or under the pointer, stands there again once the drawing has its new size. */
function keepInPlace(
  scroller: HTMLElement,
  factor: number,
  at: { readonly x: number; readonly y: number } = { x: scroller.clientWidth / 2, y: scroller.clientHeight / 2 },
): void {
  const left = (scroller.scrollLeft + at.x) * factor - at.x;
  const top = (scroller.scrollTop + at.y) * factor - at.y;
  requestAnimationFrame(() => scroller.scrollTo(left, top));
}
