import assert from 'node:assert/strict';
import { labelOfRoom, roomOnCanvas } from '../../../nodes/editor/room-label';

describe('The label of a set truetemp node on the canvas', () => {
  const node = (home: string, name: string): { id: string; roomType: string; roomLabel: string } => ({
    ...{ id: `${home} ${name}`, roomType: 'room' },
    roomLabel: labelOfRoom(home, name),
  });
  const study = node('Cottage', 'Study');

  it('is the room, with its home only where another node has a room of that name elsewhere', () => {
    assert.equal(roomOnCanvas(study, [study, study, node('House', 'Hall')]), 'Study');
    assert.equal(roomOnCanvas(study, [study, node('House', 'Study')]), 'Cottage › Study');
  });

  it('has at most 30 characters', () => {
    const long = roomOnCanvas(node('Cottage', '😀'.repeat(40)), []);
    assert.equal(long, `${'😀'.repeat(29)}…`);
    assert.equal(roomOnCanvas({ id: '1', roomType: 'str', room: 'x'.repeat(31) }, []).length, 30);
    assert.equal(roomOnCanvas({ id: '1', roomType: 'str', room: 'x'.repeat(30) }, []), 'x'.repeat(30));
  });

  it('is nothing while no room is chosen, and takes a name of one part for the room', () => {
    assert.equal(roomOnCanvas({ id: '1', roomType: 'room', roomLabel: '' }, []), '');
    assert.equal(roomOnCanvas({ id: '1' }, []), '');
    assert.equal(roomOnCanvas({ id: '1', roomLabel: 'Study' }, []), 'Study');
  });
});
