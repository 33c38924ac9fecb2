/** What Linux and the OpenAMP firmware use the six IPCC channels for. Source: stm32mp15xx-dkx.dtsi, m4_rproc mboxes. */
const channelUses: readonly string[] = ['vring0', 'vring1', 'shutdown', 'detach', 'mailbox-test', ''];

/** `vring0` for channel 1; empty for a channel that nobody uses. */
export const useOfChannel = (channel: number): string => channelUses[channel - 1] ?? '';
