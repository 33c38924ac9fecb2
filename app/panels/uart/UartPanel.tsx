/** The serial ports of the chip as a terminal at their other ends: what the firmware printed there, and a line to type. */
import { useState } from 'react';
import type { UartView } from '../../../sim-worker/contract/text-views';
import { useCommands, useView } from '../../stores/session-context';
import { EmptyState } from '../../widgets/EmptyState';
import { LineInput } from '../../widgets/LineInput';
import { Panel } from '../../widgets/Panel';
import { SegmentedControl } from '../../widgets/SegmentedControl';
import styles from './uart.module.css';

type UartPort = UartView['ports'][number];

export function UartPanel() {
  const view = useView('uarts', {});
  const commands = useCommands();
  const [asked, setAsked] = useState('');
  const ports = view?.ports ?? [];
  const port = ports.find(({ name }) => name === asked) ?? ports[0];
  if (port === undefined) {
    return (
      <Panel title="UART">
        <EmptyState
          why="The firmware has switched no serial port on."
          whatToDo={
            <>
              Set <code>UE</code> in <code>USART_CR1</code>, as <code>HAL_UART_Init()</code> does: what goes over the
              wire stands here, and you type at its other end.
            </>
          }
        />
      </Panel>
    );
  }
  const choice = (
    <SegmentedControl
      small
      label="Serial port"
      segments={ports.map(({ name }) => ({ value: name, label: name }))}
      value={port.name}
      onChange={setAsked}
    />
  );
  return (
    <Panel
      title="UART"
      subtitle={subtitleOf(port)}
      {...(ports.length > 1 ? { actions: choice } : {})}
      body="flush"
      scrolls={false}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.scroller} tabIndex={0} aria-label={`What ${port.name} has sent`}>
        <pre className={styles.text}>
          {port.text === '' ? <span className={styles.nothing}>Nothing has been sent.</span> : port.text}
        </pre>
      </section>
      <LineInput
        key={port.name}
        mark={`→ ${port.name}`}
        label={`Type a line for ${port.name}`}
        placeholder="A line; Enter ends it with CR"
        onSend={(line) => commands.uartInput(port.name, `${line}\r`)}
      />
    </Panel>
  );
}

function subtitleOf({ name, baud }: UartPort): string {
  return baud === 0 ? `${name}, no baud rate` : `${name}, ${Math.round(baud).toLocaleString('en')} baud`;
}
