/** The three wrappers of every drawing: the drawing itself, a part that is read aloud as one, and a part that is not read at all. */
import type { CSSProperties, ReactNode } from 'react';

type PartProps = {
  readonly className?: string | undefined;
  readonly transform?: string;
  readonly style?: CSSProperties;
  readonly children?: ReactNode;
};

/** Says nothing that is not said elsewhere. */
export function Decor({ children, ...rest }: PartProps) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: an SVG group takes no focus
    <g aria-hidden="true" {...rest}>
      {children}
    </g>
  );
}

/** Several shapes that are one thing with a name. */
export function Labelled({ label, children, ...rest }: PartProps & { readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: an SVG group is not interactive
    <g role="img" aria-label={label} {...rest}>
      {children}
    </g>
  );
}

type DrawingProps = {
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly className?: string | undefined;
  readonly children: ReactNode;
};
/** An SVG whose parts are reached one by one. */
export function Drawing({ label, children, ...rest }: DrawingProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing is no fieldset
    <svg role="group" aria-label={label} {...rest}>
      {children}
    </svg>
  );
}
