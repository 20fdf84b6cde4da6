/** Notices by web push. What the rest of the room shows of it stands here. */
export { gatherPushes, planPushes } from './gather-pushes';
export { ensurePushKeys, pushPublicKey, readPushKeys } from './keys';
export { type DuePush, dropPush, forgetPushes, settlePush, takePushes } from './ledger';
export { listSubscriptions, type Subscription, subscribe, unsubscribe } from './subscriptions';
export { addOwnWebhook, listOwnWebhooks, type OwnWebhook, removeOwnWebhook } from './webhooks';
export { type PushContent, type WrittenPush, writePush } from './write-push';
