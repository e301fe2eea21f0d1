/** See device/canScan.web.ts. */
export const QrScanner = (_: { onFound: (text: string) => void; onClose: () => void }): null => null;
