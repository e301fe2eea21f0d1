export const canScan = true;
