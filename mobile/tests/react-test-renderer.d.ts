/** As much of it as the tests of screens use; it comes with jest-expo. */
declare module "react-test-renderer" {
  import type { ReactElement } from "react";

  export interface ReactTestInstance {
    readonly type: unknown;
    readonly props: Record<string, unknown>;
    readonly parent: ReactTestInstance | null;
    readonly children: (ReactTestInstance | string)[];
    findAll(predicate: (node: ReactTestInstance) => boolean): ReactTestInstance[];
  }
  export interface ReactTestRenderer {
    readonly root: ReactTestInstance;
    unmount(): void;
  }
  export function create(element: ReactElement): ReactTestRenderer;
  export function act(work: () => unknown): Promise<void>;
}
