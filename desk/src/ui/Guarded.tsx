import { Component, type ComponentChildren } from "preact";
import { NotDrawn } from "./NotDrawn";

/** A part that cannot be drawn says so, and everything around it goes on: an API of another version may answer otherwise. */
export class Guarded extends Component<{ children: ComponentChildren; place: string }, { failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError() {
    return { failed: true };
  }

  /** Somewhere else in the page it is tried again. */
  override componentDidUpdate(before: { place: string }) {
    if (this.state.failed && before.place !== this.props.place) this.setState({ failed: false });
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return <NotDrawn again={() => this.setState({ failed: false })} />;
  }
}
