import { expect, test } from "vitest";
import type { Agent } from "../api/types";
import { mentioned, suggestions } from "./Notes";

const agents = [
  { id: "1", name: "Sophie Bernard" },
  { id: "2", name: "Marc Okafor" },
  { id: null, name: "Nora Lindqvist" },
] as Agent[];

test("a colleague is told when their whole name stands behind an @, and has signed in once", () => {
  expect(mentioned("@marc okafor can you look? cc @Nora Lindqvist", agents)).toEqual(["2"]);
  expect(mentioned("marc okafor", agents)).toEqual([]);
});

test("names are suggested while one is typed", () => {
  expect(suggestions("please @ber", agents).map((each) => each.id)).toEqual(["1"]);
  expect(suggestions("please", agents)).toEqual([]);
});

test("a name that goes on is another name, and of two that fit the longer one is meant", () => {
  const people = [
    { id: "1", name: "Ann" },
    { id: "2", name: "Ann Bo" },
    { id: "3", name: "Anna Bo" },
  ] as Agent[];
  expect(mentioned("@Anna Bo, and nobody else", people)).toEqual(["3"]);
  expect(mentioned("@Ann Bo?", people)).toEqual(["2"]);
  expect(mentioned("@ann: @Anna Bo", people)).toEqual(["1", "3"]);
  expect(mentioned("@Ännchen @Annabel @Ann-Marie jo@ann.example", people)).toEqual([]);
  expect(mentioned("(@Ann) @Ann, @ann's", people)).toEqual(["1"]);
});
