/** Notices by web push. What the rest of the room shows of it stands here. */
export { gatherPushes, planPushes } from './gather-pushes';
export { ensurePushKeys, pushPublicKey, readPushKeys } from './keys';
export { type DuePush, dropPush, forgetPushes, settlePush, takePushes } from './ledger';
export { listSubscriptions, type Subscription, subscribe, unsubscribe } from './subscriptions';
export { type PushContent, writePush } from './write-push';
