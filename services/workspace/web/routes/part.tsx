import { Component, type ComponentType, createElement, type FunctionComponent, lazy, type ReactNode } from 'react';
import { NotLoaded } from './not-loaded.ts';
import { PartProblem, type PartProblemProps } from './part-problem.tsx';

type Load<C> = () => Promise<{ readonly default: C }>;
type PropsOf<C> = C extends (props: infer P) => unknown ? P : never;
type Loaded<P> = FunctionComponent<P> & { readonly preload: () => Promise<void> | undefined };

/** A page whose code comes when it is shown, or before that. It throws `NotLoaded` where the code does not come. */
export function lazyPage<C>(load: Load<C>): Loaded<PropsOf<C>> {
  const fresh = () => {
    const page = lazy(() =>
      load().then(
        (found) => found as { default: ComponentType<object> },
        (cause: unknown) => {
          throw new NotLoaded(cause, () => {
            if (current === page) current = fresh();
          });
        },
      ),
    );
    return page;
  };
  let current: ComponentType<object> = fresh();
  let isShown = false;
  let isLoaded = false;
  const Page = (props: PropsOf<C>) => {
    isShown = true;
    return createElement(current, props as object);
  };
  return Object.assign(Page, {
    preload() {
      if (isLoaded) return undefined;
      return load().then(
        (found) => {
          isLoaded = true;
          // What is there is not waited for: React shows nothing for 300 ms after a page that waits. What is shown stays as it is.
          if (!isShown) current = found.default as ComponentType<object>;
        },
        () => {},
      );
    },
  });
}

/**
 * A part of a page whose code comes when it is shown. Where that does not come, or the part fails, the rest of the page goes on,
 * and in its place stands why, and what to do.
 * @param look of what stands there: instead of a panel, or of something small, such as a button
 */
export function lazyPart<C>(load: Load<C>, look: PartProblemProps['look'] = 'small'): Loaded<PropsOf<C>> {
  const Part = lazyPage(load) as Loaded<object>;
  const Guarded = (props: PropsOf<C>) => (
    <PartBoundary look={look}>
      <Part {...(props as object)} />
    </PartBoundary>
  );
  return Object.assign(Guarded, { preload: Part.preload });
}

interface PartBoundaryProps extends Pick<PartProblemProps, 'look'> {
  readonly children: ReactNode;
}

interface PartBoundaryState {
  readonly failure?: { readonly error: unknown } | undefined;
}

class PartBoundary extends Component<PartBoundaryProps, PartBoundaryState> {
  static getDerivedStateFromError = (error: unknown): PartBoundaryState => ({ failure: { error } });
  override state: PartBoundaryState = {};

  override render() {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    const onRetry = () => this.setState({ failure: undefined });
    return <PartProblem error={failure.error} look={this.props.look} onRetry={onRetry} />;
  }
}
