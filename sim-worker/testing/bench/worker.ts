/** The worker of the bench. In a page it is a Web Worker; in Node a thread that has been given the same two names. */
import type { Answer, Job } from './jobs';
import { type Subject, subjects } from './subjects';

type WorkerScope = {
  postMessage(answer: Answer): void;
  onmessage: ((message: { readonly data: Job }) => void) | undefined;
};
const scope = globalThis as unknown as WorkerScope;

function answering(): (job: Job) => Answer {
  let subject: Subject | undefined;
  return (job) => {
    const began = performance.now();
    if (job.kind === 'open') {
      subject = subjects[job.work](job.bytes, job.engine);
      return { amount: 0, instructions: 0, ms: performance.now() - began };
    }
    if (subject === undefined) throw new Error('nothing was opened');
    const done = subject.run(job.amount);
    return { amount: job.amount, ...done, ms: performance.now() - began };
  };
}

const answer = answering();
scope.onmessage = ({ data }) => {
  try {
    scope.postMessage(answer(data));
  } catch (error) {
    scope.postMessage({ error: String(error) });
  }
};
