// Desktop: a screen of its own for the window: Xvfb with a display number that it chooses itself,
// and openbox, without which nothing gets the focus. Both end with it.
#pragma once

#include <QProcess>
#include <QString>

namespace kscope::gui::tasks {

class Desktop {
public:
    // False if Xvfb, openbox or xdotool is not installed.
    static bool installed();

    ~Desktop();
    // Empty: it stands; else what went wrong.
    QString start();
    [[nodiscard]] QProcessEnvironment environment() const;

private:
    QProcess screen_;
    QProcess manager_;
    QString display_;
};

}  // namespace kscope::gui::tasks
