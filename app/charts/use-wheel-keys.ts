/** Keyboard for a wheel: it is a list in slot order, arrow keys go round, Enter selects. */
import { type KeyboardEvent, type RefObject, useRef } from 'react';
import { walked } from '../widgets/walk-keys';

export type WheelKeys = {
  readonly list: RefObject<SVGGElement | null>;
  readonly press: (event: KeyboardEvent, at: number) => void;
};

/** The parts carry `role=option`, in order, inside the element that gets `list`. */
export function useWheelKeys(count: number, choose: (at: number) => void): WheelKeys {
  const list = useRef<SVGGElement>(null);
  const press = (event: KeyboardEvent, at: number): void => {
    if (event.key === 'Enter' || event.key === ' ') choose(at);
    else {
      const next = walked(event.key, at, count);
      if (next === undefined) return;
      list.current?.querySelectorAll<SVGGElement>('[role=option]')[next]?.focus();
    }
    event.preventDefault();
  };
  return { list, press };
}
