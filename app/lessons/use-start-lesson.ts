/** Begins a lesson, or goes on with it where it was left: a fresh board with the lesson's firmware, then the player beside it. */
import { useCallback } from 'react';
import { fetchDemos } from '../stores/demo-manifest';
import { useSessionStore } from '../stores/session-context';
import { lessons } from './catalogue';
import { readPlaces } from './places';

const usualBoard = {
  board: 'dk2',
  boot: 'linux',
  tree: 'mainline',
  kernel: 'C',
  deviceTree: 'standard',
  etzpcAnswer: 'bus-error',
} as const;

/** The returned function resolves to false when the lesson could not be begun; the user was told why. */
export function useStartLesson(): (id: string, goOn?: boolean) => Promise<boolean> {
  const { state, commands } = useSessionStore();
  return useCallback(
    async (id, goOn = false) => {
      const entry = lessons.find((each) => each.id === id);
      if (entry === undefined) return false;
      const { board, boot, tree, kernel, deviceTree, etzpcAnswer, setBoard, notify, showLesson } = state.getState();
      try {
        const lesson = await entry.load();
        const demo = (await fetchDemos()).find((each) => each.id === lesson.demo);
        if (demo === undefined) throw new Error(`The firmware ${lesson.demo} of this lesson is not there.`);
        setBoard({ ...usualBoard, ...lesson.board });
        const opened = await commands.openDemo(demo);
        if (opened) {
          const place = goOn ? readPlaces(localStorage)[id] : undefined;
          const fits = place !== undefined && place.records.length === lesson.steps.length;
          const goesOn = fits && (await commands.playAgain(place.recording));
          // What takes microseconds on the board must not take minutes here.
          commands.setSpeed({ kind: 'max' });
          showLesson(id, goesOn);
        }
        return opened;
      } catch (error) {
        notify(error instanceof Error ? error.message : String(error), 'fault');
        return false;
      } finally {
        // What the user has chosen for firmware of his own stays chosen.
        setBoard({ board, boot, tree, kernel, deviceTree, etzpcAnswer });
      }
    },
    [state, commands],
  );
}
