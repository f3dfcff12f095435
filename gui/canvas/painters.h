// The painters: one per thing of the picture, each a function of the scene. The order in which
// paint_scene calls them is the order of depth, of hit testing and of Tab.
#pragma once

namespace kscope::gui {

class Pen;
class PacketAtlas;

// The layer that changes only when the frame or the view does; cached by the widget.
void paint_scene(Pen& pen);
// What moves with display time: session rings, links, packets.
void paint_moving(Pen& pen, PacketAtlas& atlas);

void paint_zookeeper_row(Pen& pen);
void paint_session_rings(Pen& pen);
void paint_headers(Pen& pen);
void paint_brokers(Pen& pen);
void paint_lanes(Pen& pen);
void paint_producers(Pen& pen);
void paint_internal(Pen& pen);
void paint_groups(Pen& pen);
void paint_readers(Pen& pen);
void paint_links(Pen& pen);
void paint_flights(Pen& pen, PacketAtlas& atlas);
void paint_overview(Pen& pen);
void paint_overview_moving(Pen& pen);  // session rings, and what is under the eye
void paint_attention(Pen& pen);        // beside the strips
void paint_magnifier(Pen& pen);        // the replica under the eye, below it
void paint_crumbs(Pen& pen);           // where in the cluster this is, and the way back
void paint_empty(Pen& pen);

}  // namespace kscope::gui
