/** Hands on only the answer to the newest question, and none once `element` has left the page. */
export function latestOnly<T>(element: Element, use: (answer: T) => void): (question: Promise<T>) => void {
  let newest: Promise<T> | undefined;
  return (question) => {
    newest = question;
    void question.then((answer) => {
      if (question === newest && element.isConnected) use(answer);
    });
  };
}
