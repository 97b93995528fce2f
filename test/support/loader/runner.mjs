// jest-light-runner 0.8.2 answers on one channel whichever worker asks: what is meant for one reaches another too early, is lost
// there, and its file is waited for without end (seen once in three runs). Here each run has a channel of its own.
import ChildProcessRunner from 'jest-light-runner/child-process';
import { Tinypool } from 'tinypool';

const { run } = Tinypool.prototype;
const ownChannel = shared => {
  let told;
  return {
    onMessage(listener) {
      told = listener;
    },
    postMessage(message) {
      shared.onMessage(told);
      shared.postMessage(message);
    },
  };
};
Tinypool.prototype.run = function (task, options) {
  return run.call(
    this,
    task,
    options?.channel ? { ...options, channel: ownChannel(options.channel) } : options,
  );
};

export default ChildProcessRunner;
