/** The arrangement of a first visit has the sizes of the design, and what was remembered is checked. */
import { Actions } from 'flexlayout-react';
import { expect, it } from 'vitest';
import { panelIds } from '../stores/panel-ids';
import { memoryStorage } from '../testing/memory-storage';
import { dockSizes, forgetLayout, newModel, savedLayout, saveLayout } from './dock-model';

it('has the sizes of the design at both of its page sizes', () => {
  expect(dockSizes(1280, 800)).toEqual({ main: 856, side: 424, stage: 464, strip: 172, upper: 636, timeline: 116 });
  expect(dockSizes(1920, 1080)).toEqual({ main: 1300, side: 620, stage: 664, strip: 218, upper: 882, timeline: 150 });
});

it('keeps the side at 424 up to a width of 1600', () => {
  expect(dockSizes(1600, 900).side).toBe(424);
  expect(dockSizes(1601, 900).side).toBe(425);
});

it('holds every panel once', () => {
  const model = newModel(dockSizes(1280, 800));
  for (const id of panelIds) expect(model.getNodeById(id), id).toBeDefined();
});

it('remembers an arrangement', () => {
  const storage = memoryStorage();
  const model = newModel(dockSizes(1280, 800));
  model.doAction(Actions.selectTab('events'));
  saveLayout(storage, model, true);
  const saved = savedLayout(storage);
  expect(saved?.touched).toBe(true);
  expect(saved?.model.toJson()).toEqual(model.toJson());
  forgetLayout(storage);
  expect(savedLayout(storage)).toBeUndefined();
});

it.each([
  '',
  'not json',
  '{"version":0}',
  '{"version":1,"touched":true,"model":{}}',
  '{"version":3,"touched":true,"model":{"layout":{"type":"row","children":[]}}}',
  'null',
])('begins anew over damaged or old memory: %s', (text) => {
  const storage = memoryStorage();
  storage.setItem('ampscope.layout', text);
  expect(savedLayout(storage)).toBeUndefined();
});
