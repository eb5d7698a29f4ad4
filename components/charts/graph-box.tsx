import type { ReactNode, RefObject } from 'react';
import { paintClasses } from '@/components/charts/graph-paint';
import { StateTypeIcon } from '@/components/charts/state-type-icon';
import type { DrawnBox } from '@/lib/view/definition-graph';

type GraphBoxProps = {
  readonly box: DrawnBox;
  readonly isSelected: boolean;
  /** Whether Tab leads here; arrows lead to all others. */
  readonly isTabStop: boolean;
  /** Where to find each state's element, for moving the focus. */
  readonly elements: RefObject<Map<string, SVGGElement>>;
  readonly onFocus: (state: string) => void;
  /** Null where states cannot be selected. */
  readonly onSelect: ((state: string) => void) | null;
};

/** A container's fill is its title line; what it holds stands on the page's own ground. */
const TITLE_HEIGHT_PX = 28;

/** A state: the sign of its type, its name and one figure. A Map or Parallel is drawn around what it holds. */
export function GraphBox({ box, isSelected, isTabStop, elements, onFocus, onSelect }: GraphBoxProps): ReactNode {
  const { node, title, figure, name, look } = box;
  const { x, y, width, height } = node;
  const state = node.state ?? '';
  const isSelectable = look.isSelectable && onSelect !== null;
  const isContainer = node.kind === 'container';
  const paint = paintClasses(look.paint);
  const border = look.isUncertain ? '[stroke-dasharray:2_3]' : '';
  const edge = isSelected ? 'stroke-accent stroke-[2.5px]' : '';
  const focus =
    'group-focus-visible:stroke-accent group-focus-visible:stroke-[3px] group-focus-visible:[stroke-dasharray:none]';
  const shape = `${paint.box} ${border} ${edge} ${focus}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: there is no button element in SVG
    <g
      ref={(element) => {
        if (element === null) elements.current.delete(state);
        else elements.current.set(state, element);
      }}
      role="button"
      tabIndex={isTabStop ? 0 : -1}
      aria-label={name}
      aria-pressed={isSelected}
      aria-disabled={!isSelectable}
      className={`group outline-none ${paint.words} ${isSelectable ? 'cursor-pointer' : ''}`}
      onFocus={() => onFocus(state)}
      onClick={() => {
        if (isSelectable) onSelect(state);
      }}
    >
      {isContainer ? (
        <>
          <rect x={x} y={y} width={width} height={height} rx="8" className={`${shape} fill-canvas!`} />
          <path d={titleShape(x, y, width)} className={`${paint.box} stroke-none!`} />
        </>
      ) : (
        <rect x={x} y={y} width={width} height={height} rx={node.type === 'Choice' ? 14 : 6} className={shape} />
      )}
      <StateTypeIcon type={node.type} x={x + 10} y={y + (isContainer ? 7 : 15)} />
      <text x={x + 32} y={y + (isContainer ? 18.5 : 19)} fontSize="13" className="fill-(--name) font-medium">
        {title}
        {isContainer ? (
          <tspan dx="8" fontSize="12" className={`font-normal ${paint.figure}`}>
            {figure}
          </tspan>
        ) : null}
      </text>
      {isContainer ? null : (
        <text x={x + 32} y={y + 34} fontSize="12" className={`tabular-nums ${paint.figure}`}>
          {figure}
        </text>
      )}
    </g>
  );
}

/** The upper end of a box with round corners, a hair inside its border. */
function titleShape(x: number, y: number, width: number): string {
  const radius = 7;
  const inner = width - 1 - 2 * radius;
  return `M${x + 0.5} ${y + TITLE_HEIGHT_PX}v${radius - TITLE_HEIGHT_PX + 0.5}q0 -${radius} ${radius} -${radius}h${inner}q${radius} 0 ${radius} ${radius}v${TITLE_HEIGHT_PX - radius - 0.5}z`;
}
