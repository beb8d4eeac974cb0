import { Fragment } from "react";

interface JoinedProps {
  texts: readonly string[];
}

/** Texts of others in a row, each of which turns no other's direction. */
export function Joined({ texts }: JoinedProps) {
  return texts.map((text, index) => (
    <Fragment key={index}>
      {index > 0 && ", "}
      <bdi>{text}</bdi>
    </Fragment>
  ));
}
