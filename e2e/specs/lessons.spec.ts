/** Every lesson is played through to its last check, and wrong answers get a reason. */
import { readFileSync } from 'node:fs';
import { Lessons } from '../pages/lessons';
import { Stops } from '../pages/stops';
import { expect, expectAccessible, test } from '../test';

const message = '/sys/kernel/debug/10046000.mailbox-test/message';
const folder = '/sys/class/remoteproc/remoteproc0';

test('1: what a mailbox is, with wrong answers', async ({ page }, info) => {
  const lesson = new Lessons(page);
  const { workbench, terminals } = lesson;
  await lesson.begin('What is a mailbox?');
  await expect(lesson.light).toHaveAttribute('data-spotlight', 'system-map');
  await lesson.goOn('A mailbox is a row of doorbells');
  await expect(lesson.light).toHaveAttribute('data-spotlight', 'ipcc');
  await lesson.goOn('Start both');
  await expect(lesson.next).toBeDisabled();
  await workbench.run.click();
  await lesson.expectPassed('Both run now');

  await lesson.goOn('Ring channel 5');
  await terminals.runInShell('echo hello > /sys/kernel/debug/nothing/message');
  await lesson.expectNotYet('Linux refused that line');
  await terminals.runInShell(`echo hello > ${message}`);
  await lesson.expectPassed('It rang');

  await lesson.goOn('Once more, slowly');
  await terminals.runInShell(`echo hello > ${message}`);
  await lesson.expectNotYet('Press Pause first');
  await workbench.stop();
  await terminals.runInShell(`echo hello > ${message}`);
  await lesson.stepOn();
  await lesson.expectPassed('Linux has rung');

  await lesson.goOn('Which bell rings?');
  await lesson.lamp(/^Channel 5, M4 → Linux/).click();
  await lesson.expectNotYet('it is for bells that the M4 rings');
  await lesson.lamp(/^Channel 2, Linux → M4/).click();
  await lesson.expectNotYet('channel 2 is not filled');
  await lesson.player.getByRole('button', { name: /^Hint/ }).click();
  await expect(lesson.step).toContainText('Look for the one arrow that is filled.');
  for (const theme of ['light', 'dark'] as const) {
    await expectAccessible(page);
    await info.attach(`lesson-${theme}`, { body: await page.screenshot(), contentType: 'image/png' });
    await page.keyboard.press('Control+Shift+L');
  }
  await lesson.lamp(/^Channel 5, Linux → M4/).click();
  await lesson.expectPassed('from Linux to the M4');

  await lesson.goOn('Who clears it?');
  await lesson.choose('Linux: whoever sets a flag clears it');
  await expect(lesson.step).toContainText('Now let the machine go on and see.');
  await lesson.stepUntilRefused();
  await lesson.expectNotYet('the M4 did it');
  await lesson.player.getByRole('button', { name: 'Back' }).click();
  await lesson.expectStep('Which bell rings?');
  await lesson.goOn('Who clears it?');
});

test('1: what a mailbox is', async ({ page }) => {
  const lesson = new Lessons(page);
  const { workbench, terminals } = lesson;
  await lesson.begin('What is a mailbox?');
  await lesson.goOn('A mailbox is a row of doorbells');
  await lesson.goOn('Start both');
  await workbench.run.click();
  await lesson.goOn('Ring channel 5');
  await terminals.runInShell(`echo hello > ${message}`);
  await lesson.goOn('Once more, slowly');
  await workbench.stop();
  await terminals.runInShell(`echo hello > ${message}`);
  await lesson.stepOn();
  await lesson.goOn('Which bell rings?');
  await lesson.lamp(/^Channel 5, Linux → M4/).click();
  await lesson.goOn('Who clears it?');
  await lesson.choose('The M4: whoever is rung clears it');
  await lesson.stepOn();
  await lesson.goOn('Count the answers');
  await workbench.run.click();
  await lesson.predict(7);
  await lesson.expectNotYet('You said 7; it has rung 2 times');
  await lesson.predict(2);
  await lesson.goOn('Where is the text?');
  await terminals.runInShell(`head -n 8 ${message}`);
  await lesson.expectPassed('“pong”');
  await lesson.expectFinished();
});

test('2: how remoteproc loads', async ({ page }) => {
  const lesson = new Lessons(page);
  const { workbench, terminals } = lesson;
  await lesson.begin('How Linux starts the M4');
  await lesson.goOn('Watch the first piece arrive');
  await lesson.stepOn();
  await lesson.goOn('How many segments?');
  await lesson.predict(4);
  await lesson.stepOn();
  await lesson.goOn('Who is first?');
  await lesson.choose('No: the M4 runs first');
  await lesson.stepOn();
  await lesson.expectPassed(/It was 1\.0 ms between the two/);
  await lesson.goOn('Until it runs');
  await workbench.run.click();
  await lesson.goOn('Stop it');
  await terminals.runInShell(`echo stop > ${folder}/state`);
  await lesson.goOn('A file that is not there');
  await terminals.runInShell(`echo nothing.elf > ${folder}/firmware`);
  await terminals.runInShell(`echo start > ${folder}/state`);
  await lesson.goOn('Mend it');
  await terminals.runInShell(`echo tty-echo.elf > ${folder}/firmware`);
  await terminals.runInShell(`echo start > ${folder}/state`);
  await lesson.expectFinished();
});

test('3: the resource table', async ({ page }) => {
  const lesson = new Lessons(page);
  await lesson.begin('The firmware’s wish list');
  await lesson.goOn('Here it lies');
  await expect(page.getByRole('region', { name: 'Memory', exact: true })).toContainText('10020004');
  await lesson.goOn('Anywhere');
  await lesson.choose('Linux');
  await lesson.stepOn();
  await lesson.goOn('How long is a ring?');
  await lesson.predict(10);
  await lesson.expectNotYet('one times sixteen');
  await lesson.predict(16);
  await lesson.goOn('The byte of progress');
  await lesson.predict(7);
  await lesson.stepOn();
  await lesson.goOn('Which ring is which?');
  await lesson.buffer(1, /./).click();
  await lesson.expectNotYet('That is vring1');
  await lesson.buffer(0, /./).click();
  await lesson.goOn('Ask Linux for it');
  await lesson.terminals.runInShell('cat /sys/kernel/debug/remoteproc/remoteproc0/resource_table');
  await lesson.expectFinished();
});

test('4: a message from Linux to the M4 and back', async ({ page }) => {
  const lesson = new Lessons(page);
  const { terminals, workbench } = lesson;
  await lesson.begin('A message there and back');
  await lesson.goOn('Write a letter');
  await terminals.sendToTty('hello');
  await lesson.goOn('Letter or bell?');
  await lesson.choose('The letter: it must be there when the bell rings');
  await lesson.stepOn();
  await lesson.goOn('The bell for the M4');
  await lesson.lamp(/^Channel 1, Linux → M4/).click();
  await lesson.expectNotYet('Channel 1 is about vring0');
  await lesson.lamp(/^Channel 2, Linux → M4/).click();
  await lesson.goOn('Into the interrupt');
  await lesson.stepOn();
  await lesson.goOn('The answer');
  await lesson.stepOn();
  await lesson.goOn('Back in Linux');
  await lesson.stepOn();
  await lesson.expectPassed(/There and back in 18\.\d µs/);
  await lesson.goOn('What was the slowest part?');
  await lesson.predict(11);
  await lesson.goOn('Make it quicker');
  await terminals.sendToTty('slow');
  await lesson.expectNotYet(/It took 18\.\d µs, the task is 15 µs\./);
  const dialog = await workbench.openMachineDialog('Timing of Linux');
  await dialog.getByRole('textbox', { name: 'work, in microseconds' }).fill('2');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await terminals.sendToTty('quick');
  await lesson.expectPassed(/There and back in 12\.\d µs/);
  await lesson.expectFinished();
});

test('5: vrings in slow motion', async ({ page }) => {
  const lesson = new Lessons(page);
  const { terminals, workbench } = lesson;
  await lesson.begin('Whose turn is it?');
  await lesson.goOn('Room for answers');
  await lesson.buffer(1, /./).click();
  await lesson.expectNotYet('That is vring1');
  await lesson.buffer(0, /empty, the M4 may fill it/).click();
  await lesson.goOn('And for questions?');
  await lesson.predict(16);
  await lesson.goOn('Fill one');
  await terminals.sendToTty('hello');
  await lesson.goOn('Whose is it?');
  await lesson.buffer(1, /full, the M4 may read it/).click();
  await lesson.goOn('Given back');
  await lesson.stepOn();
  await lesson.goOn('The answer is written');
  await lesson.stepOn();
  await lesson.goOn('Which one must Linux read?');
  await lesson.buffer(0, /empty, the M4 may fill it/).click();
  await lesson.expectNotYet(/Buffer \d+ is empty/);
  await lesson.buffer(0, /full, Linux may read it/).click();
  await lesson.goOn('Indices only grow');
  await lesson.predict(4);
  await terminals.sendToTty('again');
  await workbench.run.click();
  await lesson.expectPassed('It grows for ever');
  await lesson.expectFinished();
});

test('6: who owns UART4', async ({ page }) => {
  const lesson = new Lessons(page);
  const { terminals, workbench } = lesson;
  const uart = page.getByRole('region', { name: 'Ownership' }).getByRole('option', { name: /^UART4\b/ });
  const changeTo = async (value: number): Promise<void> => {
    await workbench.show('Ownership');
    await uart.click();
    await page.getByRole('button', { name: 'Change DECPROT of UART4' }).click();
    await page.getByRole('menuitemcheckbox', { name: new RegExp(`^${value} ·`) }).click();
  };
  await lesson.begin('Whose UART is it?');
  await lesson.goOn('Find UART4');
  await uart.click();
  await lesson.goOn('What is permitted now?');
  await lesson.choose('Linux only, it is the console');
  await lesson.expectNotYet('No number means “Linux only”');
  await lesson.choose('Both');
  await lesson.goOn('Let the M4 try');
  await terminals.sendToTty('read');
  await lesson.goOn('Close the door');
  await changeTo(1);
  await lesson.expectNotYet('With 1 the M4 may still read');
  await changeTo(0);
  await lesson.goOn('Refused');
  await terminals.sendToTty('read');
  await lesson.goOn('Survive it');
  await workbench.run.click();
  await lesson.goOn('Open again');
  await changeTo(3);
  await terminals.sendToTty('read');
  await lesson.expectFinished();
});

test('7: a lost kick', async ({ page }) => {
  const lesson = new Lessons(page);
  const { terminals } = lesson;
  await lesson.begin('The bell nobody heard');
  await lesson.goOn('One message');
  await terminals.sendToTty('one');
  await lesson.goOn('Two in a row');
  await terminals.runInShell('echo two > /dev/ttyRPMSG0; echo three > /dev/ttyRPMSG0');
  await lesson.goOn('Where is it?');
  await lesson.predict(1);
  await lesson.goOn('There');
  await lesson.buffer(1, /full, the M4 may read it/).click();
  await lesson.goOn('Did it ring?');
  await lesson.choose('Linux did not ring');
  await lesson.expectNotYet('It did.');
  await lesson.choose('It rang, and the M4 did not acknowledge it');
  await lesson.expectNotYet('the lamp is out');
  await lesson.choose('It rang, was acknowledged, and then forgotten');
  await lesson.goOn('Any bell will do');
  await terminals.sendToTty('four');
  await lesson.goOn('The order of two lines');
  await terminals.sendToTty('careful');
  await lesson.goOn('Two in a row, again');
  await terminals.runInShell('echo five > /dev/ttyRPMSG0; echo six > /dev/ttyRPMSG0');
  await lesson.expectPassed(/“six” came back after 2\.\d+ ms/);
  await lesson.expectFinished();
});

test('8: the leaked buffers, and the results as a file', async ({ page }) => {
  const lesson = new Lessons(page);
  const { terminals } = lesson;
  const numbers = (to: number): string => Array.from({ length: to }, (_, n) => n + 1).join(' ');
  await lesson.begin('Silence after sixteen');
  await lesson.goOn('The first message');
  await terminals.runInShell('echo hello > /dev/rpmsg0');
  await lesson.goOn('How many are left?');
  await lesson.predict(16);
  await lesson.expectNotYet('it is 15');
  await lesson.predict(15);
  await lesson.goOn('Did it come back?');
  await lesson.choose('Never');
  await lesson.goOn('Until none is left');
  await terminals.runInShell(`for i in ${numbers(15)}; do echo $i > /dev/rpmsg0; done`);
  await lesson.goOn('The seventeenth');
  await lesson.predict(15);
  await terminals.runInShell('echo once more > /dev/rpmsg0');
  await lesson.goOn('Where are they?');
  await lesson.buffer(1, /./).click();
  await lesson.goOn('Begin anew');
  await terminals.runInShell(`echo stop > ${folder}/state; echo start > ${folder}/state`);
  await lesson.goOn('Mend it');
  await terminals.runInShell('echo tidy > /dev/rpmsg0');
  await lesson.goOn('More than sixteen');
  await terminals.runInShell(`for i in ${numbers(17)}; do echo $i > /dev/rpmsg0; done`);
  await lesson.expectFinished();

  const saved = page.waitForEvent('download');
  await lesson.player.getByRole('button', { name: 'Save my results' }).click();
  const results = JSON.parse(readFileSync(await (await saved).path(), 'utf8')) as {
    readonly lessons: readonly { readonly id: string; readonly finished: boolean; readonly wrongAnswers: number }[];
  };
  expect(results.lessons.find(({ id }) => id === 'buffer-leak')).toMatchObject({ finished: true, wrongAnswers: 1 });
});

test('who steps past the bell is told so, and gets it again', async ({ page }) => {
  const lesson = new Lessons(page);
  const { terminals } = lesson;
  await lesson.begin('A message there and back');
  await lesson.goOn('Write a letter');
  await terminals.sendToTty('hello');
  for (let steps = 0; steps < 6; steps++) await lesson.pressStep();
  await lesson.goOn('Letter or bell?');
  await expect(lesson.step.getByRole('status')).toContainText('The bell has rung already');
  await lesson.askAgain('Send it again');
  await expect(lesson.step.getByRole('status')).toBeEmpty();
  await lesson.choose('The bell: the M4 needs time to wake up');
  await lesson.stepUntilRefused();
  await lesson.expectNotYet('find nothing');
  await lesson.choose('The letter: it must be there when the bell rings');
  await lesson.expectPassed('First the letter');
  for (let steps = 0; steps < 30; steps++) await lesson.pressStep();
  await lesson.goOn('The bell for the M4');
  await lesson.lamp(/^Channel 2, Linux → M4/).click();
  for (const title of ['Into the interrupt', 'The answer', 'Back in Linux']) {
    await lesson.goOn(title);
    await lesson.expectPassed('That has happened already.');
  }
  await lesson.askAgain('Send it again');
  await expect(lesson.buffer(1, /full, the M4 may read it/)).toBeVisible();
});

test('a lesson is gone on with after a reload, or begun again', async ({ page }) => {
  const title = 'Whose turn is it?';
  const lesson = new Lessons(page);
  const { terminals, workbench } = lesson;
  await lesson.begin(title);
  await lesson.goOn('Room for answers');
  await lesson.buffer(0, /empty, the M4 may fill it/).click();
  await lesson.goOn('And for questions?');
  await lesson.predict(3);
  await lesson.expectNotYet('You said 3');
  await lesson.predict(16);
  await lesson.goOn('Fill one');
  await terminals.sendToTty('hello');
  await lesson.goOn('Whose is it?');
  const time = await workbench.time();

  await lesson.comeBack(title, 'Go on with step 5 of 9');
  await lesson.expectStep('Whose is it?');
  expect(await workbench.time()).toBe(time);
  await lesson.buffer(1, /full, the M4 may read it/).click();
  await lesson.goOn('Given back');
  await lesson.stepOn();
  await lesson.goOn('The answer is written');
  await lesson.stepOn();
  await lesson.goOn('Which one must Linux read?');
  await lesson.buffer(0, /full, Linux may read it/).click();
  await lesson.goOn('Indices only grow');
  await lesson.predict(4);
  await expect(lesson.step).toContainText('Now let the machine go on and see.');

  await lesson.comeBack(title, 'Go on with step 9 of 9');
  await expect(lesson.step).toContainText('You say 4.');
  await terminals.sendToTty('again');
  await workbench.run.click();
  await lesson.expectFinished();

  await lesson.begin('The bell nobody heard');
  await lesson.goOn('One message');
  await terminals.sendToTty('one');
  await lesson.goOn('Two in a row');
  await lesson.comeBack('The bell nobody heard', 'Go on with step 3 of 9');
  await expect(workbench.pause).toBeVisible();
  await terminals.runInShell('echo two > /dev/ttyRPMSG0; echo three > /dev/ttyRPMSG0');
  await lesson.goOn('Where is it?');
  await lesson.comeBack('The bell nobody heard', 'Start again');
  await lesson.expectStep('It nearly always works');
});

test('rules of the user stop no lesson, and are back behind it', async ({ page }) => {
  const lesson = new Lessons(page);
  const { terminals, workbench } = lesson;
  await workbench.openDemo('tty-echo');
  const stops = new Stops(page);
  await stops.show();
  await stops.write('tty.received');
  await page.getByRole('button', { name: 'Help' }).click();
  await page.getByRole('menuitem', { name: 'Lessons' }).click();
  await page.getByRole('button', { name: 'The bell nobody heard', exact: true }).click();
  await lesson.goOn('One message');
  await terminals.sendToTty('one');
  await lesson.expectPassed('It came back');
  await expect(workbench.pause).toBeVisible();
  await stops.show();
  await expect(stops.panel).toContainText('A lesson is not to be stopped');
  await expect(stops.row('tty.received')).toContainText('rests during the lesson');
  await lesson.player.getByRole('button', { name: 'close' }).click();
  await terminals.sendToTty('two');
  await expect(workbench.run).toBeVisible();
});
