export { type Funnel, type FunnelFilter, type FunnelStage, readFunnels } from './funnel';
