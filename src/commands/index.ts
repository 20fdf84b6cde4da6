/** The one door to process instances: a command in, what became of it out. */
export { type CommandRequest, createSendCommand, type SendCommand, type Sent } from './send-command';
export { type CommandState, createReadCommand } from './command-state';
