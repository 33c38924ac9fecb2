/** What is wrong with the target, asked for by the page: computed only when somebody looks, and seldom while it runs. */
import type { DiagnosesView, Finding, WhyAnswer } from '../contract/diagnosis';
import { diagnose, rules } from '../diagnose/all';
import type { Scene } from '../diagnose/scene';
import { whyNothing } from '../diagnose/why/why';
import { sceneOf } from './scene';
import type { Target } from './target';

/** Between two looks while the target runs; wall milliseconds. */
const pause = 250;

export class Diagnoses {
  #target: Target | undefined;
  #scene: Scene | undefined;
  #view: DiagnosesView = { findings: [], rules: rules.length };
  /** State of the machine that the view is of. */
  #moment = '';
  #looked = Number.NEGATIVE_INFINITY;

  /** `running`: an older answer will do. `now`: wall milliseconds. */
  view(target: Target, running: boolean, now: number): DiagnosesView {
    const isNew = target !== this.#target;
    if (isNew || (this.#moment !== momentOf(target) && (!running || now - this.#looked >= pause))) {
      this.#moment = momentOf(target);
      this.#view = { findings: this.#find(target), rules: rules.length };
      this.#looked = now;
    }
    return this.#view;
  }

  /** Always of this very moment. */
  why(target: Target): WhyAnswer {
    const findings = this.#find(target);
    return whyNothing(this.#sceneOf(target), findings);
  }

  #find(target: Target): readonly Finding[] {
    const scene = this.#sceneOf(target);
    scene.chronicle.catchUp();
    return diagnose(scene);
  }

  #sceneOf(target: Target): Scene {
    if (target !== this.#target || this.#scene === undefined) {
      this.#target = target;
      this.#scene = sceneOf(target);
    }
    return this.#scene;
  }
}

/** Changes whenever the machine has done anything. */
const momentOf = ({ machine: { clock, core, log } }: Target): string =>
  `${clock.now} ${core.instructions} ${log.length} ${log.epoch}`;
