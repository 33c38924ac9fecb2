/** The line at the foot of a ttyRPMSG: Enter sends it with a newline. */
import { useCommands } from '../../stores/session-context';
import { LineInput } from '../../widgets/LineInput';

export function TtyInput({ port }: { readonly port: number }) {
  const commands = useCommands();
  return (
    <LineInput
      mark="→ M4"
      label={`Type a line for /dev/ttyRPMSG${port}`}
      placeholder={`A line for ttyRPMSG${port}`}
      onSend={(line) => commands.ttyInput(port, `${line}\n`)}
    />
  );
}
